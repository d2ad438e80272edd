/** The JAX-RS filters of every component. Door: {@link org.bailiwick.node.edge.RequestGuards}. */
package org.bailiwick.node.edge;
