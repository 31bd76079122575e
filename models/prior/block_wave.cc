// The networks that files can have.
#include "models/prior/block_wave_impl.h"

namespace jackdaw::prior {

template class BlockSteps<kLumaBlockShape>;
template class BlockSteps<kChromaBlockShape>;
template class BlockWave<kLumaBlockShape>;
template class BlockWave<kChromaBlockShape>;

}  // namespace jackdaw::prior
