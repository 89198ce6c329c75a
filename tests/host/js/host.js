/* What scripts of a plugin find on a page of LMS: translation, dialogs, escaping, boxes that open, sortable order aside. */

function $t(text) {
	var args = arguments;
	text = Object.prototype.hasOwnProperty.call($_LANG, text) ? $_LANG[text] : text;
	return text.replace(/\$([a-z])/g, function (match, letter) {
		var index = letter.charCodeAt(0) - 96;
		return index < args.length ? String(args[index]) : match;
	});
}
var trans = $t, $trans = $t;

function escapeHtml(text) {
	var map = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#039;' };
	return text.replace(/[&<>"']/g, function (character) { return map[character]; });
}

function getStorageItem(name, type) {
	return (type === 'local' ? localStorage : sessionStorage).getItem(name);
}

function setStorageItem(name, value, type) {
	(type === 'local' ? localStorage : sessionStorage).setItem(name, value);
}

function getCookie(name) {
	var found = document.cookie.match('(?:^|; )' + name + '=([^;]*)');
	return found ? decodeURIComponent(found[1]) : null;
}

function setCookie(name, value) {
	document.cookie = name + '=' + encodeURIComponent(value);
}

/* The message is inserted as HTML, as in LMS. */
function modalDialog(title, message, buttons, deferred, context) {
	var dialog = $('#lms-ui-modal-dialog');
	dialog.find('.status').html(message);
	dialog.dialog({
		modal: true,
		width: 'auto',
		resizable: false,
		title: title,
		classes: { 'ui-dialog': 'lms-ui-modal-dialog-wrapper lms-ui-popup' },
		buttons: buttons.map(function (button) {
			return {
				text: button.text,
				class: 'lms-ui-button',
				click: function () {
					$(this).dialog('close');
					deferred[button.resolve ? 'resolveWith' : 'rejectWith'](context || deferred);
				}
			};
		})
	});
	deferred.always(function () {
		dialog.dialog('destroy');
	});
	return deferred;
}

function alertDialog(message, context) {
	var title = 'Alert';
	if (typeof message === 'object') {
		context = message.context || context;
		title = message.title || title;
		message = message.message;
	}
	return modalDialog($t(title), message, [{ text: $t('OK'), resolve: true }], $.Deferred(), context);
}

function confirmDialog(message, context) {
	return modalDialog($t('Confirmation'), message, [{ text: $t('Yes'), resolve: true }, { text: $t('No') }], $.Deferred(), context);
}

function progressDialog(message, context) {
	return modalDialog($t('Information'), message, [{ text: $t('Cancel') }], $.Deferred(), context);
}

function restoreTabContents(id) {
	if (getStorageItem(id, 'local') === '1') {
		$('#' + id).show();
	}
}

function init_titlebars(selector) {
	$(selector).on('click', function (event) {
		if ($(event.target).closest('a,button,input,select').length) {
			return;
		}
		var id = $(this).attr('data-lmsbox-content');
		var contents = $('#' + id).toggle();
		setStorageItem(id, contents.is(':visible') ? '1' : '0', 'local');
		contents.trigger('lms:titlebar:' + (contents.is(':visible') ? 'opened' : 'closed'));
	});
}

/* A warning is confirmed by sending the form again: the hidden field says which one was seen. */
function markWarning(name, text) {
	var field = $('[name="' + name + '"]').attr('title', text).addClass('lms-ui-warning');
	$('<input type="hidden" value="1">').attr('name', 'warning[' + name.replace(/[[\]]/g, '-') + ']').insertAfter(field);
}

/* The page stays covered until every visible table of class lms-ui-datatable is ready. */
var elementsToInitiate = 0;

function show_pagecontent() {
	$('#lms-ui-spinner').hide();
	$('#lms-ui-contents').show();
}

if (!sessionStorage.getItem('tabId')) {
	sessionStorage.setItem('tabId', Date.now());
}
setCookie('tabId', sessionStorage.getItem('tabId'));

$(function () {
	var tables = $('.lms-ui-datatable');
	elementsToInitiate = tables.length;
	init_datatables(tables);
	init_titlebars('.lmsbox-titlebar');
	// A form is sent once: its button stays off after that.
	$('button[type="submit"]').each(function () {
		$(this).closest('form').on('submit', () => $(this).prop('disabled', true));
	});
	$('.lms-ui-tab-container[data-label]').each(function () {
		$('<option selected>').val(this.id).text($(this).attr('data-label')).appendTo('#resource-tab-selector');
	});
	if (!elementsToInitiate) {
		show_pagecontent();
	}
});
