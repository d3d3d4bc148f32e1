/* Before the first paint: the stored theme and density, so that nothing flashes. A file of its own, because the policy allows no inline script. */
(function () {
    var root = document.documentElement;
    var stored = {};
    try {
        stored = JSON.parse(localStorage.getItem('binnacle.look')) || {};
    } catch (e) {
        /* storage denied: the defaults hold */
    }
    var theme = stored.theme || 'dark';
    if (theme === 'system') theme = matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
    root.dataset.theme = theme === 'light' ? 'light' : 'dark';
    root.dataset.density = stored.density === 'dense' ? 'dense' : 'normal';
})();
