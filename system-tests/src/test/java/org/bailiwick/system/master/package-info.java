/** The boundary between a partner's agent and the Master Agent: grants, tokens and jobs. */
package org.bailiwick.system.master;
