/** A TLS-terminating proxy before a node. */
package org.bailiwick.system.proxy;
