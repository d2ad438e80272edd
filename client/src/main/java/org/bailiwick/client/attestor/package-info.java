/**
 * Evidence of the attestors (docs/attestors/), a class for each: tokens from a file or a metadata
 * service, documents of clouds, statements of nodes, HSMs and TPMs.
 *
 * <p>Door: {@link org.bailiwick.client.attestor.InitialEvidence}, which each of the classes
 * implements. Nothing is kept after an enrolment; a secret is read when it is needed and sent in
 * one request only.
 */
package org.bailiwick.client.attestor;
