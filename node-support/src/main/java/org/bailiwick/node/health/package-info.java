/** The common parts of the components' health checks. */
package org.bailiwick.node.health;
