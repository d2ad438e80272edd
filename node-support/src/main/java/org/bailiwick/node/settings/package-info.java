/**
 * Configuration, read once and checked as a whole. Door: {@link
 * org.bailiwick.node.settings.Settings}; each module reads its keys into a record of its own.
 *
 * <p>Invariants: a module starts with a complete and valid configuration or not at all; no secret
 * is a setting, only the path of the file that holds it.
 */
package org.bailiwick.node.settings;
