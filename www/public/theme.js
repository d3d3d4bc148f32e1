/*
 * How it looks, before the first paint: from the local copy of the preferences, so that nothing flashes. A file of its own, because the policy allows
 * no inline script. src/app/look.ts calls binnacleLook again when a preference or the system changes.
 */
(function () {
    var root = document.documentElement;
    window.binnacleLook = function (p) {
        var t = p.theme || {}, a = p.accessibility || {}, d = root.dataset;
        var system = function (v, query) { return v === undefined || v === 'system' ? matchMedia(query).matches : null; };
        var light = t.theme === 'system' ? matchMedia('(prefers-color-scheme: light)').matches : t.theme === 'light';
        d.theme = light ? 'light' : 'dark';
        d.density = t.density === 'dense' ? 'dense' : 'normal';
        d.motion = (system(a.motion, '(prefers-reduced-motion: reduce)') || a.motion === 'reduce') ? 'reduce' : 'full';
        d.contrast = (system(a.contrast, '(prefers-contrast: more)') || a.contrast === 'high') ? 'high' : 'normal';
        d.size = a.text_size || 'normal';
        d.links = a.underline_links ? 'underline' : 'plain';
        d.marks = a.status_emphasis || 'normal';
    };
    var stored = {};
    try {
        stored = JSON.parse(localStorage.getItem('binnacle.preferences')) || {};
    } catch (e) {
        /* storage denied: the defaults hold */
    }
    window.binnacleLook(stored);
})();
