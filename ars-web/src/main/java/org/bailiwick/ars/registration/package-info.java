/**
 * Registers agents and ends registrations.
 *
 * <p>Door: {@link org.bailiwick.ars.registration.RegistrationResource}. Flow: peer filter, {@code
 * AgentCredential}, {@link org.bailiwick.ars.registration.AttributeMatch}, decision point, record.
 * Invariants: only the credential of the connection is used, and only its attributes are stored; a
 * claim that differs in any attribute is refused; a name gets one identifier for ever (urn:uuid,
 * RFC 9562). The draft demands that the registry verifies the credential, and that the attributes
 * match, before it assigns an identifier.
 */
package org.bailiwick.ars.registration;
