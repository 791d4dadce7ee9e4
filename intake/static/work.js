/* The sum that a visitor's device does for a form: find the number behind a hash. Runs beside the page, in a worker. */
(function () {
  'use strict';
  var K = [], START = [], n, p, prime;
  function part(x) { return ((x - Math.floor(x)) * 4294967296) | 0; }
  for (n = 2; K.length < 64; n++) {
    prime = true;
    for (p = 2; p * p <= n; p++) { if (n % p === 0) { prime = false; break; } }
    if (!prime) { continue; }
    if (START.length < 8) { START.push(part(Math.pow(n, 1 / 2))); }
    K.push(part(Math.pow(n, 1 / 3)));
  }

  /* SHA-256 of at most 55 ASCII characters, eight words into `out`. */
  var w = new Int32Array(64);
  function hash(text, out) {
    var i, t, a, b, c, d, e, f, g, h, x, y;
    for (i = 0; i < 16; i++) { w[i] = 0; }
    for (i = 0; i < text.length; i++) { w[i >> 2] |= text.charCodeAt(i) << (24 - (i & 3) * 8); }
    w[i >> 2] |= 128 << (24 - (i & 3) * 8);
    w[15] = text.length * 8;
    for (t = 16; t < 64; t++) {
      x = w[t - 15]; y = w[t - 2];
      w[t] = w[t - 16] + w[t - 7] + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3) + ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10);
    }
    a = START[0]; b = START[1]; c = START[2]; d = START[3]; e = START[4]; f = START[5]; g = START[6]; h = START[7];
    for (t = 0; t < 64; t++) {
      x = (h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + (e & f ^ ~e & g) + K[t] + w[t]) | 0;
      y = (((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + (a & b ^ a & c ^ b & c)) | 0;
      h = g; g = f; f = e; e = (d + x) | 0; d = c; c = b; b = a; a = (x + y) | 0;
    }
    out[0] = START[0] + a; out[1] = START[1] + b; out[2] = START[2] + c; out[3] = START[3] + d;
    out[4] = START[4] + e; out[5] = START[5] + f; out[6] = START[6] + g; out[7] = START[7] + h;
  }

  function solve(given) {
    var wanted = new Int32Array(8), out = new Int32Array(8), i, number;
    for (i = 0; i < 8; i++) { wanted[i] = parseInt(given.challenge.substr(i * 8, 8), 16) | 0; }
    for (number = 0; number <= given.maxnumber; number++) {
      hash(given.salt + number, out);
      for (i = 0; i < 8 && out[i] === wanted[i]; i++) { /* equal so far */ }
      if (i === 8) { return number; }
    }
    return null;
  }

  self.onmessage = function (event) {
    fetch(event.data).then(function (answer) { return answer.json(); }).then(function (given) {
      var number = solve(given);
      self.postMessage(number === null ? '' : btoa(JSON.stringify({
        algorithm: given.algorithm, challenge: given.challenge, number: number, salt: given.salt, signature: given.signature
      })));
    }).catch(function () { self.postMessage(''); });
  };
}());
