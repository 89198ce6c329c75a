/**
 * The keyboard on the pages of the Metroport plugin: the focus survives what is loaded anew, and what LMS leaves to the
 * mouse can be done without one.
 */
(function () {
	'use strict';

	var Metroport = window.Metroport;

	var FOCUSABLE = 'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), [tabindex="0"]';

	/** The first thing that can be focused and seen. */
	function first(within, css) {
		return within && Array.prototype.find.call(within.querySelectorAll(css), function (element) {
			return element.offsetParent !== null;
		});
	}

	/**
	 * To be called before the content of a part is replaced. Gives null when the focus is not in it; else a function that
	 * sets it anew: on the same button of the row that stands there now, or on what comes closest. Somebody who went
	 * elsewhere meanwhile is left there.
	 */
	Metroport.keepFocus = function (container) {
		var active = document.activeElement;
		if (!container.contains(active)) {
			return null;
		}
		var row = active.closest('tr');
		var position = row ? row.sectionRowIndex : 0;
		var same = active.dataset.ask ? '[data-ask="' + active.dataset.ask + '"]' : FOCUSABLE;
		return function () {
			if (document.activeElement !== null && document.activeElement !== document.body) {
				return;
			}
			var body = container.tagName === 'TBODY' ? container : container.querySelector('tbody');
			var rows = body ? body.rows : [];
			var there = rows.length === 0 ? container : rows[Math.min(position, rows.length - 1)];
			var part = container.closest('[data-metroport], .lms-ui-tab-container');
			var target = first(there, same) || first(there, FOCUSABLE) || first(container, FOCUSABLE) || first(part, FOCUSABLE);
			if (target) {
				target.focus();
			}
		};
	};

	/** Replaces the content of a part; its focus stays. */
	Metroport.replace = function (container, content, restore) {
		restore = Metroport.keepFocus(container) || restore;
		container.replaceChildren.apply(container, content);
		if (restore) {
			restore();
		}
	};

	// What looks like a button is pressed like one.
	document.addEventListener('keydown', function (event) {
		if (event.key === ' ' && event.target.matches('a[role="button"][data-ask]')) {
			event.preventDefault();
			event.target.click();
		}
	});

	// LMS opens and closes a box of the card by a click on its heading only.
	document.querySelectorAll('[data-lmsbox-content^="metroport"]').forEach(function (header) {
		var panel = document.getElementById(header.dataset.lmsboxContent);
		var handle = header.firstElementChild;
		var tell = function () {
			handle.setAttribute('aria-expanded', String(getComputedStyle(panel).display !== 'none'));
		};
		handle.tabIndex = 0;
		handle.setAttribute('role', 'button');
		handle.setAttribute('aria-controls', panel.id);
		handle.addEventListener('keydown', function (event) {
			if (event.target === handle && (event.key === 'Enter' || event.key === ' ')) {
				event.preventDefault();
				handle.click();
			}
		});
		new MutationObserver(tell).observe(panel, {attributes: true, attributeFilter: ['class', 'style']});
		tell();
	});
})();
