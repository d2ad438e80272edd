/**
 * JSON over TLS on the Jakarta REST client, for the other packages of this library.
 *
 * <p>Door: {@link org.bailiwick.client.http.JsonEndpoint}. A refusal of the other side arrives as
 * {@link org.bailiwick.contract.problem.ProblemException} with the problem type and the detail that
 * the other side gave; answers are bounded in size and time.
 */
package org.bailiwick.client.http;
