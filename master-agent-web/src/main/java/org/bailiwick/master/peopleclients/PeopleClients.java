package org.bailiwick.master.peopleclients;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.master.reviewedfolder.ReviewedFolder;

/**
 * The clients of people, by files which are read again within two seconds of a change: {@code
 * clients/<client_id>.json} for one client, or a file with any name for clients whose id is the URL
 * of their metadata document. No method here fetches a document; {@link
 * PeopleClient#redirectRefusal} does.
 */
public final class PeopleClients {

  private final ReviewedFolder<ClientFile> folder;

  /** Without a folder there is no such client. */
  public PeopleClients(Optional<Path> folder, Clock clock) {
    this.folder = new ReviewedFolder<>(folder, file -> PeopleClientFile.read(file, clock), clock);
  }

  /** The client with this id; empty if no file describes or permits it. */
  public Optional<PeopleClient> find(String clientId) {
    if (folder.find(clientId).orElse(null) instanceof ReviewedClient client) {
      return Optional.of(client);
    }
    List<PermittedDocuments> permitting = permitting(clientId);
    return permitting.size() == 1
        ? ClientDocumentUrl.find(clientId)
            .<PeopleClient>map(url -> new DocumentedClient(url, permitting.getFirst()))
        : Optional.empty();
  }

  /** The check by which there is no client with this id. */
  public String unknownCheck(String clientId) {
    boolean isUrl = clientId.contains("://");
    if (isUrl && ClientDocumentUrl.find(clientId).isEmpty()) {
      return "client-id-url";
    }
    if (isFaulty(clientId)) {
      return "client-description-faulty";
    }
    return isUrl ? "client-document-not-permitted" : "client-unknown";
  }

  /**
   * Whether a fault hides what the files say of this client: its own file has one, or for a URL any
   * file has, or two files permit it.
   */
  public boolean isFaulty(String clientId) {
    return ClientDocumentUrl.find(clientId).isPresent()
        ? !folder.faults().isEmpty() || permitting(clientId).size() > 1
        : folder.isFaulty(clientId);
  }

  /** Whether nobody signs in through a client. */
  public boolean isEmpty() {
    return folder.all().isEmpty();
  }

  /** Whether a file permits metadata documents of clients. */
  public boolean takesDocuments() {
    return !permits().isEmpty();
  }

  /** The largest scope of the clients of each file. */
  public List<CapabilitySet> scopes() {
    return folder.all().stream().map(ClientFile::scopes).toList();
  }

  /** The names of the identity providers of all files. */
  public Set<String> providers() {
    return folder.all().stream().map(ClientFile::provider).collect(Collectors.toSet());
  }

  /** The faults by name of the file, by the folder if that cannot be read, or by URL. */
  public Map<String, String> faults() {
    Map<String, String> faults = new TreeMap<>(folder.faults());
    List<ClientDocumentUrl> urls = permits().stream().map(each -> each.permit().url()).toList();
    for (ClientDocumentUrl url : urls) {
      if (urls.stream().filter(each -> each.covers(url)).count() > 1) {
        faults.put(url.text(), "another file permits this URL too, so neither counts for it");
      }
    }
    return faults;
  }

  private List<PermittedDocuments> permitting(String clientId) {
    return ClientDocumentUrl.find(clientId)
        .map(url -> permits().stream().filter(each -> each.permit().url().covers(url)).toList())
        .orElse(List.of());
  }

  private List<PermittedDocuments> permits() {
    List<PermittedDocuments> permits = new ArrayList<>();
    for (ClientFile file : folder.all()) {
      if (file instanceof PermittedDocuments documents) {
        permits.add(documents);
      }
    }
    return permits;
  }
}
