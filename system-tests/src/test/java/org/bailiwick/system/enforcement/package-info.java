/** Enforcement points as processes, asked by other people's servers. */
package org.bailiwick.system.enforcement;
