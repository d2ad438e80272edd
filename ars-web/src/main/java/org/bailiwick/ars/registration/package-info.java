/**
 * Registers agents and ends registrations.
 *
 * <p>Doors: {@link org.bailiwick.ars.registration.RegistrationResource}, and {@link
 * org.bailiwick.ars.registration.AdmissionRules} for those who bring another's record. The peer
 * filter checks the credential, {@link org.bailiwick.ars.registration.AttributeMatch} compares the
 * claim with it, and the decision point decides before a record is stored. Invariants: only the
 * credential that the peer has proved is used, and only its attributes are stored; a claim that
 * differs in any attribute is refused; a name gets one identifier for ever (urn:uuid, RFC 9562).
 * The draft demands that the registry verifies the credential, and that the attributes match,
 * before it assigns an identifier.
 */
package org.bailiwick.ars.registration;
