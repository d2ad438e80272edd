/** Bounds of time. Door: {@link org.bailiwick.contract.time.TimeLimit}. */
package org.bailiwick.contract.time;
