/**
 * Holds key ceremonies, which make every key inside its token, and every certificate that must
 * exist before the ledger, from one declarative file and without questions (docs/ceremony.md).
 *
 * <p>Doors: {@link org.bailiwick.aca.ceremony.KeyCeremony}, and {@link
 * org.bailiwick.aca.ceremony.RootCrlCeremony}, which makes no key. The package {@code plan} reads
 * the file, {@code certificate} makes the certificates, and {@code records} reads and writes the
 * records. Invariants: everything is checked before the first key is made; nothing is signed that
 * breaks a rule of the lint; a ceremony never replaces an existing key; the record of new keys is
 * written last, so a ceremony without a record has not taken place.
 */
package org.bailiwick.aca.ceremony;
