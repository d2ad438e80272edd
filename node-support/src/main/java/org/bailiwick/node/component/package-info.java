/**
 * The settings that the components of a domain node have in common.
 *
 * <p>Door: {@link org.bailiwick.node.component.ComponentSettings}. A setting of the node applies to
 * each component; a component's own keys begin with its name, so that two components in one server
 * do not share a file or a token's sessions by mistake.
 */
package org.bailiwick.node.component;
