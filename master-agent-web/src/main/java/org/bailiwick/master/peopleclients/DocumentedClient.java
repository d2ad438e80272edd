package org.bailiwick.master.peopleclients;

import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;

/**
 * A client whose client_id is the URL of its metadata document. Provider and scopes are those of
 * the operator's file, so only redirect URIs need the document.
 */
record DocumentedClient(ClientDocumentUrl url, PermittedDocuments documents)
    implements PeopleClient {

  @Override
  public String id() {
    return url.text();
  }

  @Override
  public String provider() {
    return documents.permit().provider();
  }

  @Override
  public CapabilitySet scopes() {
    return documents.scopes();
  }

  @Override
  public Optional<String> attester() {
    return Optional.empty();
  }

  @Override
  public KnownBy knownBy() {
    return KnownBy.METADATA_DOCUMENT;
  }

  @Override
  public Optional<String> redirectRefusal(String redirectUri) {
    return documents.read(url).redirectRefusal(redirectUri);
  }
}
