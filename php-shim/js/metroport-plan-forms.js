/**
 * What a clerk wishes of a plan: the fields of its form that are made of what MMS and LMS have.
 *
 *   Metroport.planForms[kind](form, choices, ask)    fills a form; gives a function that gives the values of fields without a name
 */
(function () {
	'use strict';

	var Metroport = window.Metroport;
	var fill = Metroport.fill;
	var bare = Metroport.bare;

	/** A package that is chosen, with its price, decoder and tariff. */
	function Row(group, choices, form, ask) {
		var self = this;
		var labels = document.getElementById('metroport-plan-labels').dataset;
		this.group = group;
		this.element = document.createElement('div');
		this.element.append(Metroport.renderById('metroport-plan-package', {
			label: labels[group], takes_decoder: group !== 'extras', bills: labels.bills, removable: group !== 'base'
		}));
		this.options = choices[group];
		this.form = form;
		this.ask = ask;
		this.byHand = false;
		var select = this.field('package_id');
		fill(select, this.options);
		select.addEventListener('change', function () {
			var option = self.chosen();
			self.field('price').value = option ? option.price : '';
			self.propose();
			form.dispatchEvent(new Event('metroport-packages'));
		});
		this.field('price').addEventListener('change', this.propose.bind(this));
		if (this.field('decoder')) {
			this.startDecoder(choices.decoders);
		}
		if (this.field('tariff_id')) {
			this.field('tariff_id').addEventListener('change', function () {
				self.byHand = true;
			});
		}
	}

	Row.prototype.field = function (name) {
		return this.element.querySelector('[data-name="' + name + '"]');
	};

	Row.prototype.chosen = function () {
		var value = this.field('package_id').value;
		return this.options.find(function (option) {
			return option.value === value;
		});
	};

	/** A scanner types what it reads and presses Enter: that must not send the form, but go to the next place. */
	Row.prototype.startDecoder = function (decoders) {
		var input = this.field('decoder');
		var told = this.element.querySelector('[data-place="decoder"]');
		var look = function () {
			var needle = bare(input.value);
			var found = needle === '' ? [] : decoders.filter(function (one) {
				return bare(one.mac) === needle || bare(one.serial) === needle;
			});
			var unknown = needle !== '' && found.length === 0;
			if (found.length === 1) {
				input.value = found[0].mac;
			}
			told.textContent = found.length === 1 ? found[0].label : '';
			input.setCustomValidity(unknown ? input.dataset.unknown : '');
			return !unknown;
		};
		var form = this.form;
		input.addEventListener('change', look);
		input.addEventListener('input', function () {
			input.setCustomValidity('');
		});
		input.addEventListener('keydown', function (event) {
			if (event.key !== 'Enter') {
				return;
			}
			event.preventDefault();
			if (!look()) {
				input.reportValidity();
				return;
			}
			var all = Array.from(form.querySelectorAll('[data-name="decoder"]'));
			(all[all.indexOf(input) + 1] || form.querySelector('[data-add]') || input).focus();
		});
	};

	/** The tariff that is tied to the package, unless the clerk has chosen one himself. */
	Row.prototype.propose = function () {
		var self = this;
		var tariff = this.field('tariff_id');
		var bills = this.form.elements.liability && this.form.elements.liability.checked;
		if (!tariff) {
			return;
		}
		this.element.querySelector('[data-place="tariff"]').hidden = !bills;
		if (!bills || this.field('package_id').value === '') {
			return;
		}
		var fields = {action: 'tariffs', item_id: this.field('package_id').value, price: this.field('price').value};
		this.ask(fields).then(function (answer) {
			var kept = self.byHand ? tariff.value : answer.proposed;
			fill(tariff, answer.options);
			tariff.value = kept;
			if (tariff.selectedIndex < 0) {
				tariff.value = '';
			}
		}, function () {
			// Without proposals it is chosen by hand, or not at all.
		});
	};

	Row.prototype.values = function () {
		var self = this;
		var values = {group: this.group};
		['package_id', 'price', 'decoder', 'tariff_id'].forEach(function (name) {
			if (self.field(name)) {
				values[name] = self.field(name).value;
			}
		});
		return values;
	};

	/** What of the extra and multiroom packages cannot be combined with the base package is not to be chosen. */
	function deny(rows) {
		var chosen = rows.map(function (row) {
			return row.chosen();
		});
		rows.forEach(function (row, at) {
			var options = row.field('package_id').options;
			row.options.forEach(function (option, place) {
				options[place + 1].disabled = chosen.some(function (other, from) {
					return other && from !== at && other.denied.includes(option.value);
				});
			});
		});
	}

	Metroport.planForms = {
		issue: function (form, choices, ask) {
			var rows = [];
			var add = function (group) {
				var row = new Row(group, choices, form, ask);
				var remove = row.element.querySelector('[data-remove]');
				rows.push(row);
				form.querySelector('[data-place="' + group + '"]').append(row.element);
				row.propose();
				deny(rows);
				if (remove) {
					remove.addEventListener('click', function () {
						rows.splice(rows.indexOf(row), 1);
						row.element.remove();
						deny(rows);
					});
				}
				return row;
			};
			var list = document.createElement('datalist');
			list.id = 'metroport-plan-decoders';
			choices.decoders.forEach(function (one) {
				var option = new Option(one.label, one.mac);
				list.append(option);
			});
			form.append(list);
			fill(form.elements.network_id, choices.networks);
			['street', 'house', 'flat', 'zip', 'city'].forEach(function (name) {
				form.elements[name].value = choices.address[name];
			});
			add('base');
			form.querySelectorAll('[data-add]').forEach(function (button) {
				button.addEventListener('click', function () {
					add(button.dataset.add).field('package_id').focus();
				});
			});
			form.addEventListener('metroport-packages', function () {
				deny(rows);
			});
			if (form.elements.liability) {
				form.elements.liability.addEventListener('change', function () {
					var due = form.querySelector('[data-place="due"]');
					due.hidden = due.disabled = !form.elements.liability.checked;
					rows.forEach(function (row) {
						row.propose();
					});
				});
			}
			return function () {
				var bills = form.elements.liability && form.elements.liability.checked;
				return {packages: JSON.stringify(rows.map(function (row) {
					var values = row.values();
					if (!bills) {
						delete values.tariff_id;
					}
					return values;
				}))};
			};
		},

		remove: function (form, choices) {
			var place = form.querySelector('[data-place="ending"]');
			choices.options.forEach(function (option) {
				var choice = Metroport.renderById('metroport-plan-ending', option);
				choice.querySelector('input').checked = option.proposed;
				place.append(choice);
			});
			if (place) {
				form.querySelector('[data-place="liabilities"]').hidden = choices.options.length === 0;
			}
			return function () {
				var ending = place ? Array.from(place.querySelectorAll('input:checked')) : [];
				return {ending: JSON.stringify(ending.map(function (box) {
					return box.value;
				}))};
			};
		},

		change: function (form, choices) {
			var select = form.elements.package_id;
			fill(form.elements.network_id, choices.networks);
			fill(select, choices.base);
			select.addEventListener('change', function () {
				var option = choices.base.find(function (one) {
					return one.value === select.value;
				});
				form.elements.price.value = option ? option.price : '';
				form.elements.price.required = Boolean(option);
			});
			return function () {
				return {};
			};
		}
	};
})();
