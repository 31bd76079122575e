// The networks that files can have.
#include "models/prior/lattice_wave_impl.h"

namespace jackdaw::prior {

template class BlockSteps<kLumaLatticeShape>;
template class BlockSteps<kChromaLatticeShape>;
template class LatticeGrid<kLumaLatticeShape>;
template class LatticeGrid<kChromaLatticeShape>;
template class LatticeWave<kLumaLatticeShape>;
template class LatticeWave<kChromaLatticeShape>;

}  // namespace jackdaw::prior
