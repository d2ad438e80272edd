/**
 * Keys that change while nodes run. The everyday run has {@code RootRotationIT}; the others have
 * the tag {@code long}, since what they assert is asserted in process too: by {@code
 * SuccessorsTest} and {@code RootCrlsTest} of what a node takes over, by the tests of {@code
 * aca.ceremony} of what ceremonies make, by {@code BundlePollTest} and {@code UnknownIssuerTest} of
 * what a domain node reads, and by {@code AuditHeadsTest}, {@code AuditReplayTest}, {@code
 * OperatorSuccessionTest}, {@code KeyringTest}, {@code TokenSlotsTest} and {@code TokenKeysTest} of
 * the rest.
 */
package org.bailiwick.system.rotation;
