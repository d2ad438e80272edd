/** The listeners of the nodes with connections that bring no good request. */
package org.bailiwick.system.listener;
