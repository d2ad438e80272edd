/**
 * Work at LDAP directories as service accounts whose passwords are checked out: each call sets a
 * password that nobody had before, binds with it, and sets another that nobody keeps
 * (docs/directories.md, decision 112).
 *
 * <p>Door: {@link org.bailiwick.broker.directory.DirectoryDriver}. Invariants: values of the input
 * become assertion values, values of an RDN or values of an attribute, and never a part of the text
 * of a filter or a distinguished name (threat 59); an account is checked out once at a time; the
 * lease of a check-out ends when the server has accepted another password; no operation reads or
 * writes an attribute of passwords.
 */
package org.bailiwick.broker.directory;
