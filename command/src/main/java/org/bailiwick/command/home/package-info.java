/**
 * A home as its operator has it: the settings of its nodes, the key of its audit log, and calls of
 * its running components.
 *
 * <p>Door: {@link org.bailiwick.command.home.OperatorOptions}, the options of every command of an
 * operator. A component is known by its SPIFFE id under the home's own root, and a refusal of it is
 * one line of its problem document.
 */
package org.bailiwick.command.home;
