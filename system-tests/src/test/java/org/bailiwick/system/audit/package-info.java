/** The audit logs of all components, as auditors read and verify them. */
package org.bailiwick.system.audit;
