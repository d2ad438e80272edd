/**
 * The routes of auditors: audit log, archives, differences between ledger and log, and policy
 * bundles.
 */
package org.bailiwick.aca.web.records;
