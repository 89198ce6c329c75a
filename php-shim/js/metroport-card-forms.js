/**
 * What the dialogs of the customer's card need besides their templates: what can be chosen, and what follows from a choice.
 *
 * Metroport.cardForms[name](form, context, ask, problem) prepares the form of a template with data-form="name". context has
 * the values of the dialog (row), the fields it posts (fields), and the whole card as it was loaded (state).
 */
(function () {
	'use strict';

	var fill = window.Metroport.fill;
	var bare = window.Metroport.bare;

	/** The option that is chosen, with all that the server told of it. */
	function chosen(select, options) {
		return options.find(function (option) {
			return String(option.value) === select.value;
		});
	}

	function choosePackage(form, select, options) {
		select.addEventListener('change', function () {
			var option = chosen(select, options);
			form.elements.price.value = option ? option.price : '';
			form.querySelector('[data-place="description"]').textContent = option ? option.description : '';
		});
	}

	function filterDecoders(form, select, options) {
		var filter = form.querySelector('[data-place="filter"]');
		filter.addEventListener('input', function () {
			var needle = bare(filter.value);
			var found = options.filter(function (option) {
				return bare(option.label).includes(needle);
			});
			fill(select, found);
			if (found.length === 1) {
				select.value = found[0].value;
			}
		});
	}

	/**
	 * The fields of a liability count only while its box is checked; tariffs are asked for then, and again when something else
	 * is chosen: the tariff that is tied to it is chosen with it, unless the clerk has chosen one himself.
	 */
	function startLiability(form, item, ask, problem) {
		var box = form.elements.liability;
		if (!box) {
			return;
		}
		var fields = form.querySelector('[data-place="liability"]');
		var tariffs = fields.querySelector('[data-tariffs]');
		var price = form.elements.price;
		var latest = 0;
		var byHand = false;
		var load = function () {
			var mine = ++latest;
			ask({action: 'tariffs', item_id: item.value, price: price ? price.value : ''}).then(function (answer) {
				if (mine !== latest) {
					return;
				}
				var kept = byHand ? tariffs.value : answer.proposed;
				fill(tariffs, answer.options);
				tariffs.value = kept;
				if (tariffs.selectedIndex < 0) {
					tariffs.value = '';
				}
			}, problem);
		};
		tariffs.addEventListener('change', function () {
			byHand = tariffs.value !== '';
		});
		box.addEventListener('change', function () {
			fields.hidden = fields.disabled = !box.checked;
			if (box.checked) {
				load();
			}
		});
		[item, price].filter(Boolean).forEach(function (field) {
			field.addEventListener('change', function () {
				if (box.checked) {
					load();
				}
			});
		});
	}

	window.Metroport.cardForms = {
		/** F-Secure: which product, for how many devices. */
		product: function (form, context, ask, problem) {
			var select = form.elements.product_id;
			var options = context.state.fsecure.products.map(function (product) {
				return {value: product.id, label: product.name, size: product.license_size};
			});
			fill(select, options);
			select.value = context.row.product_id || '';
			select.addEventListener('change', function () {
				var option = chosen(select, options);
				form.elements.license_size.value = option ? option.size : '';
			});
			startLiability(form, select, ask, problem);
		},

		/** MetroTV: in which network a new account is. */
		network: function (form, context) {
			fill(form.elements.network_id, context.state.metrotv.networks);
		},

		/** MetroTV: what can be issued to an account today. */
		offer: function (form, context, ask, problem) {
			var select = form.querySelector('[data-offer]');
			// Not disabled meanwhile: that would take the focus out of the dialog, and the keyboard with it.
			ask(Object.assign({}, context.fields, {action: 'offer'})).then(function (answer) {
				var options = answer[select.dataset.offer];
				fill(select, options);
				if (form.elements.price) {
					choosePackage(form, select, options);
					startLiability(form, select, ask, problem);
				} else {
					filterDecoders(form, select, options);
				}
			}, problem);
		}
	};
})();
