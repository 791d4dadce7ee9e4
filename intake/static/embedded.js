/* Inside another site's page: tells that page how high this one is; a height is all that is ever told. */
(function () {
  'use strict';
  var last = 0;
  function tell() {
    var height = document.body.offsetHeight;
    if (height !== last && window.parent !== window) {
      last = height;
      window.parent.postMessage({ intakeHeight: height }, '*');
    }
  }
  if (window.ResizeObserver) { new ResizeObserver(tell).observe(document.body); }
  window.addEventListener('resize', tell);
  window.addEventListener('load', tell);
  tell();
  /* links leave the frame, except those to places on this page */
  Array.prototype.forEach.call(document.querySelectorAll('a[href^="#"]'), function (link) { link.target = '_self'; });
}());
