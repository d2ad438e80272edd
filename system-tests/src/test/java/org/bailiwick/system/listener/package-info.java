/** What the listeners of the nodes do with connections that bring no good request. */
package org.bailiwick.system.listener;
