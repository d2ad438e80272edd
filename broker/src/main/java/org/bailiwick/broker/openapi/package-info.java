/**
 * Drafts of asset files from OpenAPI documents (versions 3.0 and 3.1). A person reviews a draft and
 * puts it into the folder of asset files; the running broker reads no OpenAPI document.
 *
 * <p>Door: {@link org.bailiwick.broker.openapi.OpenApiDraft}. Invariants: references lead to the
 * document itself only; what a draft cannot express is a fault, and is not left out.
 */
package org.bailiwick.broker.openapi;
