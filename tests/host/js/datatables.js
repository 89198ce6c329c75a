/* Tables of class lms-ui-datatable, with LMS's attributes and its fixed lengths of a page. */

function init_datatables(selector) {
	$(selector).each(function () {
		var table = $(this);
		if (table.hasClass('lms-ui-datatable-column-search')) {
			addSearchRow(table);
		}
		table.on('init.dt', function () {
			elementsToInitiate--;
			if (!elementsToInitiate) {
				show_pagecontent();
			}
		}).DataTable({
			dom: '<"top"lpf>rt<"bottom"i><"clear">',
			lengthMenu: [[10, 25, 50, 100, -1], [10, 25, 50, 100, $t('all')]],
			displayStart: parseInt(table.attr('data-display-start') || 0, 10),
			searchCols: JSON.parse(table.attr('data-search-columns') || '[]'),
			stateSave: table.attr('data-state-save') !== undefined,
			ordering: table.attr('data-ordering') === undefined || table.attr('data-ordering') === 'true',
			orderCellsTop: true,
			stripeClasses: [],
			language: {
				emptyTable: table.attr('data-empty-table-message'),
				search: $t('Search') + ':',
				lengthMenu: $t('Show') + ' _MENU_',
				info: '_START_ - _END_ / _TOTAL_',
				paginate: { previous: '«', next: '»' }
			}
		});
	});
}

function addSearchRow(table) {
	var row = $('thead tr', table).first().clone().addClass('search-row').appendTo($('thead', table));
	row.find('th').each(function (index) {
		var cell = $(this).empty();
		if (cell.attr('data-searchable') === 'false') {
			return;
		}
		// options are built from the cells as HTML: what a plugin leaves unescaped in data-search runs here, as in LMS
		var content = cell.attr('data-select-value') === 'true' ? searchSelect(table, index) : '<input type="search" placeholder="' + $t('Search') + '">';
		cell.html(content).find('input,select').attr('id', cell.attr('data-filter-id') || null).on('keyup change search', function () {
			var value = this.value;
			if ($(this).is('select') && value.length) {
				value = '^' + value.replace(/([()])/g, '\\$1') + '$';
			}
			table.DataTable().column(index + ':visible').search(value, true).draw();
		});
	});
}

function searchSelect(table, index) {
	var values = [];
	$('tbody tr', table).each(function () {
		var cell = $('td', this).eq(index);
		var value = cell.attr('data-search') === undefined ? (cell.html() || '').trim() : cell.attr('data-search');
		if (value.length && values.indexOf(value) < 0) {
			values.push(value);
		}
	});
	if (values.length < 2) {
		return '';
	}
	return '<select><option value="">' + $t('— any —') + '</option>' + values.sort().map(function (value) {
		return '<option value="' + value + '">' + value + '</option>';
	}).join('') + '</select>';
}
