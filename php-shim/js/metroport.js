/**
 * What all scripts of the Metroport plugin share: requests to its modules, and making of elements.
 *
 * A part of a page has data-url (of a module, `&api=1`) and data-token. Whatever comes from the server becomes text,
 * never markup.
 */
(function () {
	'use strict';

	var texts = function () {
		return document.getElementById('metroport-texts').dataset;
	};

	/** Puts values for $a, $b, ... into a translated sentence, as LMS's trans() does. */
	function format(text) {
		var values = Array.prototype.slice.call(arguments, 1);
		return text.replace(/\$([a-z])/g, function (found, letter) {
			var value = values[letter.charCodeAt(0) - 97];
			return value === undefined ? found : String(value);
		});
	}

	/** Posts to the part's module. Rejects with {sentence, mms}; mms is the text of MMS, '' when it said nothing. */
	function request(part, fields) {
		var failure = function (sentence) {
			return Promise.reject({sentence: sentence, mms: ''});
		};
		var body = new URLSearchParams(fields);
		body.set('token', part.dataset.token);

		return fetch(part.dataset.url, {method: 'POST', body: body, credentials: 'same-origin'}).then(function (response) {
			if (response.status === 401) {
				return failure(texts().session);
			}
			return response.text().then(function (body) {
				// LMS itself refuses without a word.
				if (body === '') {
					return failure(texts().right);
				}
				var answer;
				try {
					answer = JSON.parse(body);
				} catch (error) {
					return failure(texts().garbled);
				}
				return answer.error ? Promise.reject(answer.error) : answer;
			}, function () {
				return failure(texts().lost);
			});
		}, function () {
			return failure(texts().lost);
		});
	}

	/**
	 * A copy of a <template> with values in it. Its elements say what they take:
	 *   data-text="key"                  the value as text
	 *   data-if="key", data-unless="key" stays only if the value is (not) empty
	 *   data-link="key"                  href gets the value at its end
	 *   data-class="key"                 the value is one more class
	 *   data-value="key"                 the value of a field
	 */
	function render(template, values) {
		var copy = template.content.cloneNode(true);
		var each = function (name, work) {
			copy.querySelectorAll('[data-' + name + ']').forEach(function (element) {
				var value = values[element.dataset[name]];
				work(element, value === null || value === undefined ? '' : value);
			});
		};
		each('if', function (element, value) {
			if (!value) {
				element.remove();
			}
		});
		each('unless', function (element, value) {
			if (value) {
				element.remove();
			}
		});
		each('text', function (element, value) {
			element.textContent = value;
		});
		each('link', function (element, value) {
			element.setAttribute('href', element.getAttribute('href') + encodeURIComponent(value));
		});
		each('class', function (element, value) {
			if (value) {
				element.classList.add(value);
			}
		});
		each('value', function (element, value) {
			element.setAttribute('value', value);
		});
		// LMS takes titles away, to show them in its own way, and on telephones for good: an icon needs a name that stays.
		copy.querySelectorAll('[title]').forEach(function (element) {
			if (element.textContent.trim() === '') {
				element.setAttribute('aria-label', element.title);
			}
		});
		return copy;
	}

	function renderById(id, values) {
		return render(document.getElementById(id), values);
	}

	window.Metroport = {
		texts: texts,
		format: format,
		request: request,
		render: render,
		renderById: renderById
	};
})();
