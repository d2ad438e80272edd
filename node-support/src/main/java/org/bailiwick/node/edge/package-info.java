/**
 * What every request of every component passes, in one place. Door: {@link
 * org.bailiwick.node.edge.RequestGuards}.
 */
package org.bailiwick.node.edge;
