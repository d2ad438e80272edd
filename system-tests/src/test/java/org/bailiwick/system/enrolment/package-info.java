/** The boundary between device or agent and authority: what enrolment must refuse, and does. */
package org.bailiwick.system.enrolment;
