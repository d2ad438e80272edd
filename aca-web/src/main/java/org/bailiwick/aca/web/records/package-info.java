/** The routes of auditors: audit log, archives, and differences between ledger and log. */
package org.bailiwick.aca.web.records;
