/**
 * Listed agents in the forms of service meshes and of Consul's catalogue, for registries that stand
 * beside this one (docs/registry.md).
 *
 * <p>Door: {@link org.bailiwick.command.mesh.MeshFormat}. Invariants: only what the authority
 * signed is written, and nothing that an agent says of itself; no two agents get the same host
 * name.
 */
package org.bailiwick.command.mesh;
