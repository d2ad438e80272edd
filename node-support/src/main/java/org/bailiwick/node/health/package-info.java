/** The common parts of the nodes' health checks. */
package org.bailiwick.node.health;
