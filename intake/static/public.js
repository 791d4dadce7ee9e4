/* Comfort for public pages; every page works without it. Plain old script, for old browsers and in-app ones. */
(function () {
  'use strict';
  var doc = document;
  function get(id) { return doc.getElementById(id); }
  function each(list, act) { Array.prototype.forEach.call(list, act); }
  function show(node, yes) { if (node) { node.hidden = !yes; } }
  function say(chinese, english) { return doc.documentElement.lang === 'en' ? english : chinese; }
  function store(kind) { try { return window[kind]; } catch (e) { return null; } }

  function randomKey() {
    var bytes = new Uint8Array(16), text = '';
    (window.crypto || window.msCrypto).getRandomValues(bytes);
    each(bytes, function (b) { text += ('0' + b.toString(16)).slice(-2); });
    return text;
  }

  /* Buttons that copy: WeChat and others have no mail program and no printer. */
  function copy(text, done) {
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(text).then(done, function () { oldCopy(text, done); });
    } else { oldCopy(text, done); }
  }
  function oldCopy(text, done) {
    var area = doc.createElement('textarea');
    area.value = text;
    doc.body.appendChild(area);
    area.select();
    if (doc.execCommand('copy')) { done(); }
    doc.body.removeChild(area);
  }
  each(doc.querySelectorAll('[data-copy]'), function (button) {
    var words = button.textContent;
    button.hidden = false;
    button.addEventListener('click', function () {
      copy(button.getAttribute('data-copy'), function () {
        button.textContent = say('已复制', 'Copied');
        setTimeout(function () { button.textContent = words; }, 2000);
      });
    });
  });

  /* A second press while the first is on its way does nothing. */
  each(doc.querySelectorAll('form'), function (form) {
    var button = form.querySelector('[data-busy]'), busy = false, words = button && button.textContent;
    if (!button) { return; }
    form.addEventListener('submit', function (event) {
      if (busy || event.defaultPrevented) { event.preventDefault(); return; }
      busy = true;
      button.textContent = button.getAttribute('data-busy');
      button.setAttribute('aria-disabled', 'true');
    });
    window.addEventListener('pageshow', function () {
      busy = false;
      button.textContent = words;
      button.removeAttribute('aria-disabled');
    });
  });

  var errors = get('errors');
  if (errors) { errors.focus(); }

  /* Look-up: the code arrives behind the "#", which no server sees, and leaves the address bar at once. */
  var code = get('code'), found = /^#([0-9]{16})$/.exec(location.hash);
  if (get('lookup-form') && found) {
    code.value = found[1].replace(/(....)(?=.)/g, '$1 ');
    if (window.history && history.replaceState) { history.replaceState(null, '', location.pathname + location.search); }
    get('lookup-form').querySelector('button').focus();
  }

  var form = get('opinion-form');
  if (form) { opinionForm(form); }
  if (get('files')) { files(get('files').form, get('files')); }
  if (get('receipt')) { receipt(); }

  /* Who came by the code on a poster and changes type or language still came by it. */
  var poster = /[?&](poster=[2-9A-Z]{5})(&|$)/.exec(location.search);
  if (poster) {
    each(doc.querySelectorAll('.ways a'), function (link) { link.href += (link.search ? '&' : '?') + poster[1]; });
  }

  function opinionForm(form) {
    var key = get('key'), body = get('body'), issue = get('issue');
    if (key && !key.value && window.Uint8Array && (window.crypto || window.msCrypto)) { key.value = randomKey(); }
    draft(form, body);
    if (issue) { issue.addEventListener('change', function () { show(get('about'), false); }); }
    if (get('suggested') && window.fetch && issue) { suggestions(form, body, issue); }
    work(form, get('proof'));
  }

  /* A sum that this device does, so that floods cost something. What cannot do it sends all the same. */
  function work(form, field) {
    var script = form.getAttribute('data-work'), worker = null, waiting = false, patience;
    if (!script || !window.Worker || !window.fetch) { return; }
    function forget() { field.value = ''; worker = null; waiting = false; }
    function go() { if (waiting) { waiting = false; clearTimeout(patience); form.submit(); } }
    function begin() {
      if (worker || field.value) { return; }
      worker = new Worker(script);
      worker.onmessage = function (event) { field.value = event.data; worker.terminate(); go(); };
      worker.onerror = go;
      worker.postMessage(form.getAttribute('data-challenge'));
    }
    /* the press of "look first" would be lost when the sum is waited for */
    form.querySelector('[name=review]').addEventListener('click', function () {
      var press = doc.createElement('input');
      press.type = 'hidden';
      press.name = 'review';
      press.value = '1';
      form.appendChild(press);
      setTimeout(function () { if (!waiting) { form.removeChild(press); } }, 0);
    });
    form.addEventListener('focusin', begin);
    form.addEventListener('input', begin);
    form.addEventListener('submit', function (event) {
      if (field.value || waiting || event.defaultPrevented) { return; }
      event.preventDefault();
      waiting = true;
      patience = setTimeout(go, 15000);
      begin();
    });
    /* who comes back by "back" sends another opinion, for which the old sum does not count */
    if (window.performance && performance.navigation && performance.navigation.type === 2) { forget(); }
    window.addEventListener('pageshow', function (event) { if (event.persisted) { forget(); } });
  }

  /* What was typed stays in this browser until it was sent or cleared, three days at most; contacts are not kept. */
  function draft(form, body) {
    var box = store('localStorage'), note = get('draft'), place = get('place'), timer;
    if (!box || !body) { return; }
    function tell(words) { note.querySelector('span').textContent = words; show(note, true); }
    function keep() {
      if (!body.value) { box.removeItem('draft'); show(note, false); return; }
      tell(say('文字暂存在这台设备上，提交后或三天后自动删除。', 'Kept on this device until you send it, three days at most.'));
      try { box.setItem('draft', JSON.stringify({ body: body.value, place: place ? place.value : '', at: Date.now() })); } catch (e) { /* full */ }
    }
    function later() { clearTimeout(timer); timer = setTimeout(keep, 400); }
    try {
      var kept = JSON.parse(box.getItem('draft') || 'null');
      if (kept && !(Date.now() - kept.at < 259200000)) { box.removeItem('draft'); kept = null; }
      if (kept && kept.body && !body.value) {
        body.value = kept.body;
        if (place && !place.value) { place.value = kept.place || ''; }
        tell(say('已恢复您上次没有提交的文字。', 'What you wrote last time and did not send is back.'));
      }
    } catch (e) { box.removeItem('draft'); }
    body.addEventListener('input', later);
    if (place) { place.addEventListener('input', later); }
    note.querySelector('button').addEventListener('click', function () {
      if (!window.confirm(say('清除写下的全部文字？', 'Clear everything you wrote?'))) { return; }
      clearTimeout(timer);
      box.removeItem('draft');
      body.value = '';
      if (place) { place.value = ''; }
      show(note, false);
      body.focus();
    });
  }

  function suggestions(form, body, issue) {
    var place = get('suggested'), on = get('suggest'), timer, asked = '', box = store('localStorage');
    show(get('suggest-switch'), true);
    if (box && box.getItem('suggest') === 'off') { on.checked = false; }
    on.addEventListener('change', function () {
      if (box) { box.setItem('suggest', on.checked ? 'on' : 'off'); }
      place.textContent = '';
      asked = '';
    });
    /* a page that came back with errors has the telephone numbers on top already */
    function once() {
      var alarms = doc.querySelectorAll('.alarm');
      if (alarms.length > 1) { place.removeChild(alarms[1]); }
    }
    function ask() {
      var text = body.value;
      if (!on.checked || issue.value || text === asked || text.trim().length < 6) { return; }
      asked = text;
      fetch(form.getAttribute('data-suggest'), { method: 'POST', body: new URLSearchParams({ body: text }) })
        .then(function (answer) { return answer.ok ? answer.text() : ''; })
        .then(function (html) { if (text === asked && !place.contains(doc.activeElement)) { place.innerHTML = html; once(); } })
        .catch(function () { asked = ''; });
    }
    body.addEventListener('input', function () { clearTimeout(timer); timer = setTimeout(ask, 300); });
    place.addEventListener('change', function (event) { issue.value = event.target.value; });
    ask();
  }

  /* Photos are made smaller before they travel; what is too large or too many is said before anything is sent. */
  function files(form, input) {
    var list = get('files-list'), most = +form.getAttribute('data-files'), mb = +form.getAttribute('data-mb');
    function room() { return most - form.querySelectorAll('[name=kept]').length + form.querySelectorAll('[name=remove]:checked').length; }
    function tell() {
      list.textContent = '';
      each(input.files, function (file, n) {
        var line = doc.createElement('li'), size = file.size / 1048576, words = '';
        if (n >= room()) { words = say('超过 ' + most + ' 个，不会收下', 'more than ' + most + ' files: will not be taken'); } else if (size > mb) { words = say('超过 ' + mb + ' MB，不会收下', 'larger than ' + mb + ' MB: will not be taken'); }
        line.textContent = file.name + say('（', ' (') + (size < 0.1 ? say('不到 0.1', 'under 0.1') : size.toFixed(1)) + say(' MB）', ' MB) ') + words;
        if (words) { line.className = 'bad'; }
        list.appendChild(line);
      });
    }
    input.addEventListener('change', function () {
      tell();
      if (!window.Promise || !window.DataTransfer) { return; }
      Promise.all(Array.prototype.map.call(input.files, smaller)).then(function (all) {
        try {
          var carrier = new DataTransfer();
          all.forEach(function (file) { carrier.items.add(file); });
          input.files = carrier.files;
        } catch (e) { /* an old browser sends them as they are */ }
        tell();
      });
    });
  }

  function smaller(file) {
    return new Promise(function (done) {
      /* browsers before 2020 draw a photo as the sensor lay, and the note that tells how to turn it would be gone */
      var upright = window.CSS && CSS.supports('image-orientation', 'from-image');
      if (!upright || !/^image\/(jpeg|webp)$/.test(file.type) || file.size < 1500000) { done(file); return; }
      var picture = new Image(), address = URL.createObjectURL(file);
      picture.onerror = function () { done(file); };
      picture.onload = function () {
        var share = Math.min(1, 2560 / Math.max(picture.naturalWidth, picture.naturalHeight));
        var canvas = doc.createElement('canvas');
        canvas.width = Math.round(picture.naturalWidth * share);
        canvas.height = Math.round(picture.naturalHeight * share);
        canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
        URL.revokeObjectURL(address);
        if (!canvas.toBlob) { done(file); return; }
        canvas.toBlob(function (blob) {
          done(blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, '') + '.jpg', { type: 'image/jpeg' }) : file);
        }, 'image/jpeg', 0.85);
      };
      picture.src = address;
    });
  }

  function receipt() {
    var box = store('localStorage');
    if (box) { box.removeItem('draft'); }
    show(get('keep'), true);
    /* WeChat's browser has no printer: the picture is the way there */
    if (/MicroMessenger/i.test(navigator.userAgent)) { show(get('print'), false); }
    get('print').addEventListener('click', function () { window.print(); });
    get('picture').addEventListener('click', function () {
      var canvas = doc.createElement('canvas'), pen = canvas.getContext('2d'), image = new Image(), place = get('picture-place');
      var sans = getComputedStyle(doc.body).fontFamily, digits = get('code').getAttribute('data-code');
      canvas.width = 640;
      canvas.height = 860;
      pen.fillStyle = '#fff';
      pen.fillRect(0, 0, 640, 860);
      pen.fillStyle = '#000';
      pen.textAlign = 'center';
      function line(words, y, size, bold) {
        pen.font = (bold ? 'bold ' : '') + size + 'px ' + sans;
        pen.fillText(words, 320, y, 600);
      }
      line(get('receipt').getAttribute('data-office'), 70, 30, false);
      line(say('意见建议回执', 'Receipt'), 125, 40, true);
      line(say('查询码', 'Receipt code'), 190, 28, false);
      line(digits.replace(/(....)(?=.)/g, '$1 '), 250, 56, true);
      line(say('登记编号 ', 'Register number ') + get('number').textContent, 310, 28, false);
      line(get('received').textContent, 352, 28, false);
      pen.imageSmoothingEnabled = false;
      pen.drawImage(get('qr'), 120, 385, 400, 400);
      line(say('扫码或打开网站凭查询码查询办理情况', 'Scan to follow up on your comment'), 828, 26, false);
      image.alt = say('回执图片', 'Picture of the receipt');
      image.width = 320;
      image.src = canvas.toDataURL('image/png');
      each(place.querySelectorAll('img'), function (old) { place.removeChild(old); });
      place.appendChild(image);
      show(place, true);
      image.scrollIntoView();
    });
  }
}());
