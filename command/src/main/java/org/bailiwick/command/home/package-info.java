/**
 * The operator's view of a home: the settings of its nodes, the key of its audit log, and calls of
 * its running components.
 *
 * <p>Door: {@link org.bailiwick.command.home.OperatorOptions}, the options of every command of an
 * operator. A component must prove its SPIFFE id under the home's own root. Its refusal is shown in
 * one line.
 */
package org.bailiwick.command.home;
