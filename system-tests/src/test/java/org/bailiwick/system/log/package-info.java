/** The logs of nodes that run: their form, and what {@code ./bailiwick logs} prints. */
package org.bailiwick.system.log;
