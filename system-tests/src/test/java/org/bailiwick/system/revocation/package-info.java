/** The boundary between operators and authority. */
package org.bailiwick.system.revocation;
