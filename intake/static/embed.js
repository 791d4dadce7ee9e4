/* For sites that show the form inside a page of theirs: gives our frames the height of what is in them. */
(function () {
  'use strict';
  var origin = new URL(document.currentScript.src).origin;
  window.addEventListener('message', function (event) {
    var height = event.origin === origin && event.data && event.data.intakeHeight;
    if (typeof height !== 'number' || !(height > 0 && height < 20000)) { return; }
    Array.prototype.forEach.call(document.getElementsByTagName('iframe'), function (frame) {
      if (frame.contentWindow === event.source) { frame.style.height = Math.ceil(height) + 'px'; }
    });
  });
}());
