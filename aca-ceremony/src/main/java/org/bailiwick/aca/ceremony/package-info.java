/**
 * The key ceremony: makes every key inside its token and every certificate that must exist before
 * the ledger does, from one declarative file and without a question (docs/ceremony.md).
 *
 * <p>Doors: {@link org.bailiwick.aca.ceremony.KeyCeremony}, and {@link
 * org.bailiwick.aca.ceremony.RootCrlCeremony}, which makes no key. The file is read in {@code
 * plan}, {@code certificate} makes the certificates, and {@code records} has what a ceremony
 * leaves. Invariants: everything is checked before the first key is made; nothing is signed that
 * the lint did not pass; a ceremony is never held over existing keys; the record is written last,
 * so a ceremony without record did not happen.
 */
package org.bailiwick.aca.ceremony;
