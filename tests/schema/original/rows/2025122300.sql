UPDATE metroport_customers SET metrotv_suspend = 1 WHERE id IN (1, 3, 7);
UPDATE metroport_customers SET metrotv_suspend_billing = 1 WHERE id IN (3, 4);
UPDATE metroport_customers SET metro_fsecure_suspend = 1 WHERE id IN (2, 4, 16);
UPDATE metroport_customers SET metro_fsecure_suspend_billing = 7 WHERE id IN (6, 15);
UPDATE uiconfig SET value = '0' WHERE var = 'metrotv_suspend_billing';
