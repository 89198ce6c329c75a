/** The pager of a list of the Metroport plugin. */
(function () {
	'use strict';

	var Metroport = window.Metroport;
	var texts = Metroport.texts;
	var format = Metroport.format;

	/** Numbers of the pages to offer: the first, the last and those around the present one; null is a gap. */
	function pagesToOffer(page, last) {
		var offered = [];
		for (var number = 1; number <= last; number++) {
			if (number === 1 || number === last || Math.abs(number - page) <= 4) {
				offered.push(number);
			} else if (offered[offered.length - 1] !== null) {
				offered.push(null);
			}
		}
		return offered;
	}

	/** LMS's own pager, but for a list that is loaded without leaving the page. */
	Metroport.showPager = function (cell, answer, go) {
		var last = Math.max(1, Math.ceil(answer.total / answer.limit));
		var bold = document.createElement('span');
		bold.className = 'bold';

		// LMS's style sets elements apart, not texts.
		var words = function (text) {
			var element = document.createElement('span');
			element.append(text);
			return element;
		};

		var link = function (content, number, name) {
			var element = document.createElement('a');
			element.href = '#';
			element.setAttribute('aria-label', name);
			element.append(content);
			element.addEventListener('click', function (event) {
				event.preventDefault();
				go(number);
			});
			return element;
		};
		var arrow = function (name, number) {
			var icon = document.createElement('i');
			icon.className = 'lms-ui-icon-' + name;
			return number < 1 || number > last ? icon : link(icon, number, texts()[name]);
		};
		var present = function (number) {
			var element = words('[' + number + ']');
			element.setAttribute('aria-current', 'page');
			// Where the focus goes when the link that was pressed is gone.
			element.tabIndex = -1;
			return element;
		};

		bold.append(words(texts().page), arrow('previous', answer.page - 1));
		pagesToOffer(answer.page, last).forEach(function (number) {
			bold.append(
				number === null ? words('\u2026')
					: number === answer.page ? present(number)
					: link(String(number), number, texts().page + ' ' + number)
			);
		});
		bold.append(arrow('next', answer.page + 1));

		var first = (answer.page - 1) * answer.limit + 1;
		var range = format(texts().records, first, first + answer.rows.length - 1, answer.total);
		var pressed = cell.contains(document.activeElement) ? document.activeElement.getAttribute('aria-label') : null;
		cell.replaceChildren(bold, ' (' + range + ')');
		if (pressed !== null) {
			(Array.prototype.find.call(cell.querySelectorAll('a'), function (element) {
				return element.getAttribute('aria-label') === pressed;
			}) || cell.querySelector('[aria-current]')).focus();
		}
	};
})();
