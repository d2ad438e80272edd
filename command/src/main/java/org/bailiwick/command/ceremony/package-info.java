/**
 * {@code ca ceremony} and {@code ca token-init} (docs/ceremony.md).
 *
 * <p>Doors: the two command classes, registered by {@code ca}. They only read options, call {@link
 * org.bailiwick.aca.ceremony.KeyCeremony} or the token script, and print the outcome.
 */
package org.bailiwick.command.ceremony;
