/**
 * The Verifiers whose results about a partner's agents count. Door: {@link
 * org.bailiwick.node.trust.appraisal.AppraisalVerifier}; the partner's description names them.
 */
package org.bailiwick.node.trust.appraisal;
