/**
 * JSON over TLS on the HTTP client of the platform, for the other packages of this library.
 *
 * <p>Door: {@link org.bailiwick.client.http.JsonEndpoint}. A refusal by the server becomes a {@link
 * org.bailiwick.contract.problem.ProblemException} with the problem type and the detail that the
 * server gave; answers are bounded in size and time.
 */
package org.bailiwick.client.http;
