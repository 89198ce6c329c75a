/**
 * Dialogs of the Metroport plugin: a question or a form, in LMS's look, that asks once and then does it.
 *
 * A <template> says what it is by attributes: data-title, data-submit (the button's label), data-url and data-token (of
 * the module that does it). Its fields are posted, together with the fields that the caller gives. While the request is
 * under way nothing can be pressed; a refusal is shown in the dialog, which stays open with what was typed.
 *
 *   <select data-options="action">  is filled with what the module answers to that action: {options: [{value, label}]};
 *                                   its data-value is chosen then
 *   <input data-look-up="action">   shows in [data-place="look-up"] what the module answers: {text}
 *   <input data-format="mac">       is written as a MAC address is written
 */
(function () {
	'use strict';

	var Metroport = window.Metroport;

	var LOOK_UP_DELAY = 300;

	/** Twelve hexadecimal digits with colons; anything else stays as it was typed. */
	function formatMac(text) {
		var digits = text.replace(/[\s:.-]/g, '').toUpperCase();
		return /^[0-9A-F]{12}$/.test(digits) ? digits.match(/../g).join(':') : text;
	}

	/** Opens a dialog with these elements, and gives the element they are in. */
	function show(content, title, buttons, closed) {
		var body = document.createElement('div');
		body.className = 'metroport-dialog';
		body.append(content);
		$(body).dialog({
			title: title,
			modal: true,
			width: 'auto',
			resizable: false,
			classes: {'ui-dialog': 'lms-ui-modal-dialog-wrapper lms-ui-popup metroport-dialog-wrapper'},
			buttons: buttons,
			close: function () {
				$(body).dialog('destroy');
				closed();
			}
		});
		// As LMS does: jQuery UI's own icon has a word behind it that shows on narrow screens.
		$(body).closest('.ui-dialog').find('.ui-dialog-titlebar-close')
			.attr('aria-label', Metroport.texts().close).empty().append($('<i>', {class: 'lms-ui-icon-hide'}));
		return body;
	}

	/** After its content has grown: jQuery UI places a dialog once, when it opens. */
	function centre(body) {
		$(body).dialog('option', 'position', {my: 'center', at: 'center', of: window});
	}

	function button(text, icon, click) {
		return {text: text, icon: icon, class: 'lms-ui-button', click: click};
	}

	/** Tells what went wrong: {sentence, mms}, and shows more of it below. */
	function tell(error, more) {
		var content = Metroport.renderById('metroport-problem', error);
		content.append(more || '');
		show(content, Metroport.texts().problem, [
			button(Metroport.texts().close, 'ui-icon-check', function () {
				$(this).dialog('close');
			})
		], function () {});
	}

	/** Not disabled meanwhile: the field that has the focus would lose it, and the keyboard would be lost to the dialog. */
	function fillOptions(select, ask) {
		select.setAttribute('aria-busy', 'true');
		return ask({action: select.dataset.options}).then(function (answer) {
			answer.options.forEach(function (option) {
				select.append(new Option(option.label, option.value));
			});
			select.value = select.getAttribute('value') || '';
		}).finally(function () {
			select.removeAttribute('aria-busy');
		});
	}

	/** The options that a select has of its own, without a value: "choose". */
	var heads = new WeakMap();

	/** Puts options into a select, behind its own; or says, with its data-none, that there are none. */
	function fill(select, options) {
		if (!heads.has(select)) {
			heads.set(select, Array.prototype.filter.call(select.options, function (option) {
				return option.value === '';
			}));
		}
		var head = options.length === 0 ? [new Option(select.dataset.none, '')] : heads.get(select);
		select.replaceChildren.apply(select, head.concat(options.map(function (option) {
			return new Option(option.label, option.value);
		})));
	}

	/** What letters and digits are left when a MAC or serial number is written in some notation or other, or a label is read. */
	function bare(text) {
		return text.toLowerCase().replace(/[\s:.,-]/g, '');
	}

	function startLookUp(input, place, ask) {
		var latest = 0;
		var look = function () {
			var mine = ++latest;
			place.textContent = '';
			setTimeout(function () {
				if (mine !== latest || input.value.trim() === '' || !input.checkValidity()) {
					return;
				}
				var fields = {action: input.dataset.lookUp};
				fields[input.name] = input.value.trim();
				ask(fields).then(function (answer) {
					return answer.text;
				}, function (error) {
					return error.sentence;
				}).then(function (text) {
					if (mine === latest) {
						place.textContent = text;
					}
				});
			}, LOOK_UP_DELAY);
		};
		input.addEventListener('input', look);
		// It may be filled in already.
		look();
	}

	/**
	 * Asks, does it, and resolves with the answer; with null when the user gave it up.
	 *
	 * @param {HTMLTemplateElement} template
	 * @param {Object} values what the template prints
	 * @param {Object} fields what is posted besides the fields of the form
	 * @param {?Function} prepare gets the form before it is used, a function that asks the dialog's module, and one that
	 *  shows a problem in the dialog
	 */
	function ask(template, values, fields, prepare) {
		return new Promise(function (resolve) {
			var form = document.createElement('form');
			var problem = document.createElement('div');
			// The dialog's own buttons stand outside the form: this one lets the Enter key send it.
			var submit = document.createElement('button');
			var result = null;
			var busy = false;
			form.autocomplete = 'off';
			submit.hidden = true;
			form.append(Metroport.render(template, values), problem, submit);

			var request = function (fields) {
				return Metroport.request(template, fields);
			};
			var showProblem = function (error) {
				problem.replaceChildren(Metroport.renderById('metroport-problem', error));
			};
			var enable = function (enabled) {
				busy = !enabled;
				$(body).closest('.ui-dialog').find('button').prop('disabled', busy);
				Array.prototype.forEach.call(form.elements, function (element) {
					element.readOnly = busy;
				});
			};
			form.addEventListener('submit', function (event) {
				event.preventDefault();
				if (busy) {
					return;
				}
				var posted = Object.assign(Object.fromEntries(new FormData(form)), fields);
				enable(false);
				problem.replaceChildren(Metroport.renderById('metroport-spinner', {}));
				request(posted).then(function (answer) {
					result = answer;
					busy = false;
					$(body).dialog('close');
				}, function (error) {
					enable(true);
					showProblem(error);
					// The button that had the focus was disabled, and without it the keyboard is lost to the dialog.
					$(body).closest('.ui-dialog').find('.ui-dialog-buttonpane button').first().trigger('focus');
					form.dispatchEvent(new Event('metroport-refused'));
				});
			});

			var body = show(form, template.dataset.title, [
				button(template.dataset.submit, 'ui-icon-check', function () {
					// Not submit(): this one checks the fields.
					form.requestSubmit();
				}),
				button(Metroport.texts().cancel, 'ui-icon-closethick', function () {
					$(this).dialog('close');
				})
			], function () {
				resolve(result);
			});
			// The answer decides what is shown next, so it is waited for.
			$(body).on('dialogbeforeclose', function () {
				return !busy;
			});

			if (prepare) {
				prepare(form, request, showProblem);
			}
			form.querySelectorAll('[data-options]').forEach(function (select) {
				fillOptions(select, request).catch(showProblem);
			});
			form.querySelectorAll('[data-look-up]').forEach(function (input) {
				startLookUp(input, form.querySelector('[data-place="look-up"]'), request);
			});
			form.querySelectorAll('[data-format="mac"]').forEach(function (input) {
				input.addEventListener('change', function () {
					input.value = formatMac(input.value);
				});
			});
		});
	}

	Metroport.ask = ask;
	Metroport.fill = fill;
	Metroport.bare = bare;
	Metroport.tell = tell;
	Metroport.dialog = show;
	Metroport.centre = centre;
	Metroport.button = button;
})();
