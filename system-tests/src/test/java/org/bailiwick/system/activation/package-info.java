/** The HSM of a running authority, activated by an officer at a terminal. */
package org.bailiwick.system.activation;
