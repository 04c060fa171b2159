/// Talking to a portal and moving bytes, each checked as it arrives.
///
/// Begin with [Portal], the requests a person's commands make of it, and [Download], which looks what the folder has already
/// ([TargetFolder], [LocalChunks], [BlobCache]) and lets [ChunkWorkers] ask for a [Ticket] and fetch the rest chunk by chunk
/// ([ChunkFetch]) into [PartFile]s. The other way go [Publication] and [FileUpload]. [Attempts] says how often something is tried, [Failure] puts into words what went wrong.
@NullMarked
package org.weightgate.loader.transfer;

import org.jspecify.annotations.NullMarked;
