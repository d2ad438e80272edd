/**
 * The messages of an API server: AdmissionReview of admission.k8s.io/v1. Door: {@link
 * org.bailiwick.injector.admission.PodAdmissions}.
 *
 * <p>Invariants: what cannot be answered under a uid is a problem document; everything else is an
 * AdmissionReview with the uid of the request; each answer has a line in the log; an answer has no
 * side effect.
 */
package org.bailiwick.injector.admission;
